package io.kubevert.ingress.sync;

import io.kubevert.client.KubeClient;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.annotation.Problem;
import io.kubevert.ingress.exchange.Backend;
import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Snapshot;
import io.kubevert.ingress.metrics.AdmissionMetrics;
import io.kubevert.ingress.metrics.HostCertificate;
import io.kubevert.ingress.option.GlobalOptions;
import io.kubevert.ingress.option.ListenerFlags;
import io.kubevert.ingress.tls.Certificates;
import io.kubevert.ingress.translate.BackendResolver;
import io.kubevert.ingress.translate.ClassSelection;
import io.kubevert.ingress.translate.IngressTranslation;
import io.kubevert.ingress.translate.IngressTranslator;
import io.kubevert.ingress.translate.SnapshotBuilder;
import io.kubevert.ingress.watch.ClusterView;
import io.kubevert.ingress.watch.Ingress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps the snapshot in force the one that the objects ask for. Marks what a change touches, and
 * looks at that alone. Belongs to one context.
 */
public final class RoutingSync {
  private static final Duration GAP = Duration.ofMillis(20);

  private final ClassSelection selection;
  private final SnapshotBuilder builder;
  private final Consumer<Certificates> install;
  private final Consumer<Snapshot> publish;
  private final BiConsumer<ObjectKey, Problem> problems;
  private final CoalescingRunner runner;
  private final CertificateAssembly certificates;
  private final Set<ObjectKey> touchedIngresses = new HashSet<>();
  private final Set<ObjectKey> touchedServices = new HashSet<>();
  private final OptionSync options;
  private final DefaultCertificate fallback;
  private boolean optionsTouched;
  private boolean certificatesTouched;
  private boolean ready;
  private ClusterView view;

  /**
   * @param install puts certificates in force
   * @param publish puts a snapshot in force
   * @param problems is told of whatever an Ingress asks for and does not get
   * @param configMap the options of all Ingresses
   * @param flags what stands beside them
   * @param optionProblems is told of each of them that has no effect
   */
  public RoutingSync(
      Vertx vertx,
      ClassSelection selection,
      SnapshotBuilder builder,
      Consumer<Certificates> install,
      DefaultCertificate fallback,
      Consumer<Snapshot> publish,
      BiConsumer<ObjectKey, Problem> problems,
      ObjectKey configMap,
      ListenerFlags flags,
      BiConsumer<ObjectKey, Problem> optionProblems) {
    this.selection = selection;
    this.builder = builder;
    this.install = install;
    this.publish = publish;
    this.fallback = fallback;
    this.problems = problems;
    this.options = new OptionSync(configMap, flags, optionProblems);
    this.runner = new CoalescingRunner(vertx, GAP, this::synchronize);
    this.certificates =
        new CertificateAssembly(vertx, fallback, key -> view.secrets().get(key), problems);
  }

  /**
   * Puts the first snapshot in force: everything there is, at once; completes when what the
   * Ingresses refer to is in it, too, as far as it can be had.
   *
   * @param synced a view that has seen all objects
   */
  public Future<Void> begin(ClusterView synced) {
    view = synced;
    ready = true;
    optionsTouched = true;
    synced.ingresses().forEach(ingress -> touchedIngresses.add(ingress.key()));
    touchedServices.addAll(builder.services());
    synchronize();
    return view.secrets()
        .load(referencedSecrets())
        .compose(loaded -> view.configMaps().load(referencedConfigMaps()))
        .onSuccess(
            loaded -> {
              certificatesTouched = true;
              synchronize();
            });
  }

  public void ingressChanged(ObjectKey ingress) {
    touchedIngresses.add(ingress);
    request();
  }

  /** A class that came or went may change whose any Ingress is. */
  public void classesChanged() {
    if (ready) {
      view.ingresses().forEach(ingress -> touchedIngresses.add(ingress.key()));
      request();
    }
  }

  public void serviceChanged(ObjectKey service) {
    if (!builder.backendsOf(service).isEmpty()) {
      touchedServices.add(service);
      request();
    }
  }

  public void secretChanged(ObjectKey secret) {
    builder.translations().stream()
        .filter(translation -> translation.secrets().contains(secret))
        .forEach(translation -> touchedIngresses.add(translation.key()));
    certificatesTouched = true;
    request();
  }

  public void configMapChanged(ObjectKey configMap) {
    optionsTouched |= options.referenced().contains(configMap);
    builder.translations().stream()
        .filter(translation -> translation.configMaps().contains(configMap))
        .forEach(translation -> touchedIngresses.add(translation.key()));
    request();
  }

  /** What the controller's ConfigMap says now. */
  public GlobalOptions options() {
    return options.options();
  }

  /** The options that have no effect. */
  public Set<Problem> optionProblems() {
    return options.problems();
  }

  /** Which certificate each host is served with; may be asked for from anywhere. */
  public List<HostCertificate> certificates() {
    return certificates.served();
  }

  /** Finds an Ingress that this controller serves. */
  public Optional<Ingress> served(ObjectKey key) {
    return view.ingress(key).filter(each -> selection.selects(each, view.classes()));
  }

  /** The Ingresses that this controller serves. */
  public List<Ingress> served() {
    return view.ingresses().stream()
        .filter(each -> selection.selects(each, view.classes()))
        .toList();
  }

  /** Says what is wrong with Ingresses that are not stored yet; once {@link #begin} was called. */
  public KubeClient.Reviewer reviewer(AdmissionMetrics metrics) {
    return new IngressReview(selection, builder, options::options, view, metrics);
  }

  private void request() {
    if (ready) {
      runner.request();
    }
  }

  private void synchronize() {
    if (optionsTouched) {
      optionsTouched = false;
      readOptions();
    }
    if (!touchedIngresses.isEmpty()) {
      Set.copyOf(touchedIngresses).forEach(this::translate);
      touchedIngresses.clear();
      view.secrets().reference(referencedSecrets());
      view.configMaps().reference(referencedConfigMaps());
    }
    touchedServices.forEach(service -> builder.backendsOf(service).forEach(this::resolve));
    touchedServices.clear();
    if (certificatesTouched) {
      certificatesTouched = false;
      install.accept(certificates.assemble(builder.oldestFirst()));
    }
    publish.accept(builder.build());
    builder
        .takeProblems()
        .forEach((ingress, found) -> found.forEach(each -> problems.accept(ingress, each)));
  }

  /** They may change what any Ingress means. */
  private void readOptions() {
    boolean stapled = options.options().listeners().tls().stapled();
    options.read(key -> view.configMaps().get(key));
    certificatesTouched |= stapled != options.options().listeners().tls().stapled();
    builder.options(options.options());
    view.ingresses().forEach(ingress -> touchedIngresses.add(ingress.key()));
    view.configMaps().reference(referencedConfigMaps());
  }

  private Set<ObjectKey> referencedSecrets() {
    Set<ObjectKey> all = new HashSet<>(referenced(IngressTranslation::secrets));
    fallback.secret().ifPresent(all::add);
    return all;
  }

  private Set<ObjectKey> referencedConfigMaps() {
    Set<ObjectKey> all = new HashSet<>(options.referenced());
    all.addAll(referenced(IngressTranslation::configMaps));
    return all;
  }

  private void translate(ObjectKey key) {
    Optional<Ingress> ingress = served(key);
    Optional<IngressTranslation> old = builder.get(key);
    if (ingress.isEmpty()) {
      builder.remove(key);
    } else {
      IngressTranslation translation =
          IngressTranslator.translate(ingress.get(), options.options(), view);
      builder.put(translation);
      translation.backends().forEach(this::resolve);
      translation.problems().stream()
          .filter(problem -> old.isEmpty() || !old.get().problems().contains(problem))
          .forEach(problem -> problems.accept(key, problem));
    }
    certificatesTouched |=
        Stream.of(old, builder.get(key))
            .flatMap(Optional::stream)
            .anyMatch(IngressTranslation::concernsHandshakes);
  }

  private void resolve(BackendKey key) {
    ObjectKey service = new ObjectKey(key.namespace(), key.service());
    Backend backend =
        view.service(service)
            .map(known -> BackendResolver.resolve(key, known, view.slicesOf(service)))
            .orElse(Backend.NONE);
    builder.resolved(key, backend);
  }

  private Set<ObjectKey> referenced(Function<IngressTranslation, Set<ObjectKey>> kind) {
    return builder.translations().stream()
        .flatMap(translation -> kind.apply(translation).stream())
        .collect(Collectors.toSet());
  }
}
