package io.kubevert.apiserver.serviceaccount;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;

/**
 * The pair of keys that tokens are signed and checked with: ECDSA on P-256, {@code ES256} in RFC
 * 7518.
 *
 * @param id what a token names the key by
 */
record SigningKey(ECPrivateKey privateKey, ECPublicKey publicKey, String id) {
  private static final String ALGORITHM = "SHA256withECDSAinP1363Format";

  /** The JDK's own: keys of one provider are none to another, and any library may add some. */
  private static final String PROVIDER = "SunEC";

  private static final int COORDINATE_BYTES = 32;

  /**
   * @throws IllegalArgumentException if the key is none on P-256
   */
  static SigningKey of(PrivateKey key) {
    try {
      KeyFactory keys = KeyFactory.getInstance("EC", PROVIDER);
      ECPrivateKey own =
          (ECPrivateKey) keys.generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
      var point = ECNamedCurveTable.getByName("secp256r1").getG().multiply(own.getS()).normalize();
      ECPoint place =
          new ECPoint(
              point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
      ECPublicKey other =
          (ECPublicKey) keys.generatePublic(new ECPublicKeySpec(place, own.getParams()));
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(other.getEncoded());
      return new SigningKey(own, other, base64(digest));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("tokens are signed with an EC P-256 key, not this", e);
    }
  }

  byte[] sign(byte[] content) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM, PROVIDER);
      signature.initSign(privateKey);
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  boolean signed(byte[] content, byte[] signed) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM, PROVIDER);
      signature.initVerify(publicKey);
      signature.update(content);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      // A signature of another form is not this key's.
      return false;
    }
  }

  /** The public key as a JSON Web Key (RFC 7517). */
  ObjectNode jwk() {
    return Json.object()
        .put("use", "sig")
        .put("kty", "EC")
        .put("kid", id)
        .put("crv", "P-256")
        .put("alg", JsonWebToken.ALGORITHM)
        .put("x", coordinate(publicKey.getW().getAffineX()))
        .put("y", coordinate(publicKey.getW().getAffineY()));
  }

  private static String coordinate(BigInteger number) {
    byte[] bytes = new byte[COORDINATE_BYTES];
    byte[] shortest = number.toByteArray();
    int length = Math.min(shortest.length, COORDINATE_BYTES);
    System.arraycopy(shortest, shortest.length - length, bytes, COORDINATE_BYTES - length, length);
    return base64(bytes);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
