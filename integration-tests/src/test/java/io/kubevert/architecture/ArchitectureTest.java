package io.kubevert.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;

/** The house rules that a compiler does not know. */
@AnalyzeClasses(packages = "io.kubevert", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule COMPONENTS_MEET_THROUGH_OBJECTS_ALONE =
      slices().assignedFrom(new Components()).should().notDependOnEachOther();

  @ArchTest
  static final ArchRule THE_CLIENT_KNOWS_NO_COMPONENT =
      noClasses()
          .that()
          .resideInAPackage("io.kubevert.client..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.kubevert..")
                  .and(resideOutsideOfPackage("io.kubevert.client..")));

  @ArchTest
  static final ArchRule CONTROLLERS_ARE_CLIENTS_LIKE_ANY_OTHER =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.kubevert.apiserver.controller..", "io.kubevert.apiserver.scheduler..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.kubevert.apiserver.storage..",
              "io.kubevert.apiserver.registry..",
              "io.kubevert.apiserver.http..",
              "io.kubevert.apiserver.bus..");

  @ArchTest
  static final ArchRule DECISIONS_ARE_PURE =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.kubevert.apiserver.kinds..",
              "io.kubevert.apiserver.patch..",
              "io.kubevert.apiserver.selector..",
              "io.kubevert.apiserver.table..",
              "io.kubevert.apiserver.validation..",
              "io.kubevert.kubeproxy.topology..",
              "io.kubevert.kubeproxy.rules..",
              "io.kubevert.ingress.translate..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..");

  @ArchTest
  static final ArchRule NOTHING_IS_CALLED_UTIL =
      classes().should().haveNameNotMatching(".*(Utils?|Helpers?|Impl|Base)(\\$.*)?");

  /** One slice for each of the five services; the rest may be depended on by all, or on all. */
  private static final class Components implements SliceAssignment {
    private static final Set<String> NAMES =
        Set.of("apiserver", "nodeagent", "kubeproxy", "coredns", "ingress");

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String[] packages = type.getPackageName().split("\\.");
      return packages.length > 2 && packages[1].equals("kubevert") && NAMES.contains(packages[2])
          ? SliceIdentifier.of(packages[2])
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "components";
    }
  }
}
