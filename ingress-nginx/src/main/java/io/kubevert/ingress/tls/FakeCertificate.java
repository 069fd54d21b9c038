package io.kubevert.ingress.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * The self-signed certificate that clients of a host without one of its own see, named as
 * ingress-nginx names it. New at every start; its key never leaves the process.
 */
public final class FakeCertificate {
  private static final String NAME = "Kubernetes Ingress Controller Fake Certificate";
  private static final String ORGANIZATION = "Acme Co";
  private static final String HOST = "ingress.local";
  private static final Duration LIFE = Duration.ofDays(365);
  private static final int SERIAL_BITS = 120;
  private static final int VERSION_TAG = 0xa0;
  private static final int EXTENSIONS_TAG = 0xa3;
  private static final int DNS_NAME_TAG = 0x82;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private FakeCertificate() {}

  /**
   * Makes one with an ECDSA key on P-256.
   *
   * @throws GeneralSecurityException if the JDK lacks these algorithms
   */
  public static ServerCertificate create(Clock clock) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair keys = generator.generateKeyPair();
    byte[] algorithm = Der.sequence(Der.identifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
    byte[] content = content(keys.getPublic().getEncoded(), algorithm, clock.instant());
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    signature.update(content);
    byte[] certificate = Der.sequence(content, algorithm, Der.bits(signature.sign()));
    X509Certificate parsed =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate));
    return ServerCertificate.of(List.of(parsed), keys.getPrivate());
  }

  /** The {@code TBSCertificate} of RFC 5280, 4.1. */
  private static byte[] content(byte[] publicKey, byte[] algorithm, Instant now) {
    byte[] name =
        Der.sequence(
            Der.set(Der.sequence(Der.identifier(0x55, 0x04, 0x0a), Der.utf8(ORGANIZATION))),
            Der.set(Der.sequence(Der.identifier(0x55, 0x04, 0x03), Der.utf8(NAME))));
    byte[] alternativeNames =
        Der.sequence(
            Der.identifier(0x55, 0x1d, 0x11),
            Der.octets(
                Der.sequence(Der.tagged(DNS_NAME_TAG, HOST.getBytes(StandardCharsets.US_ASCII)))));
    return Der.sequence(
        Der.tagged(VERSION_TAG, Der.integer(new byte[] {2})),
        Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0).toByteArray()),
        algorithm,
        name,
        Der.sequence(
            Der.time(TIME.format(now.minus(Duration.ofHours(1)))),
            Der.time(TIME.format(now.plus(LIFE)))),
        name,
        publicKey,
        Der.tagged(EXTENSIONS_TAG, Der.sequence(alternativeNames)));
  }
}
