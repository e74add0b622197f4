package dev.homelab.sync;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** An Ed25519 public key: 32 bytes, 43 characters of base64url as text. */
public final class VerifyKey {
  /** What stands before the 32 bytes in X.509 form. Source: RFC 8410. */
  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int RAW_BYTES = 32;

  private final PublicKey key;
  private final String text;
  private final String fingerprint;

  private VerifyKey(PublicKey key, byte[] raw) {
    this.key = key;
    this.text = Base64.getUrlEncoder().withoutPadding().encodeToString(raw);
    this.fingerprint = HexFormat.of().formatHex(Digests.sha256(raw), 0, 16);
  }

  static VerifyKey of(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return new VerifyKey(key, Arrays.copyOfRange(encoded, PREFIX.length, encoded.length));
  }

  /** Reads the text form; fails with {@link IllegalArgumentException} on anything else. */
  public static VerifyKey parse(String text) {
    byte[] raw = Base64.getUrlDecoder().decode(text);
    if (raw.length != RAW_BYTES) {
      throw new IllegalArgumentException("a public key has 32 bytes, not " + raw.length);
    }
    byte[] encoded = Arrays.copyOf(PREFIX, PREFIX.length + RAW_BYTES);
    System.arraycopy(raw, 0, encoded, PREFIX.length, RAW_BYTES);
    try {
      KeyFactory factory = KeyFactory.getInstance("Ed25519");
      return new VerifyKey(factory.generatePublic(new X509EncodedKeySpec(encoded)), raw);
    } catch (GeneralSecurityException unusable) {
      throw new IllegalArgumentException("not an Ed25519 key: " + unusable.getMessage(), unusable);
    }
  }

  /** The first half of the SHA-256 of the key, 32 hexadecimal digits. */
  public String fingerprint() {
    return fingerprint;
  }

  public boolean verifies(byte[] message, byte[] signature) {
    try {
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(key);
      check.update(message);
      return check.verify(signature);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  /** Like {@link #verifies(byte[], byte[])}, with the signature in base64url. */
  public boolean verifies(byte[] message, String signature) {
    try {
      return verifies(message, Base64.getUrlDecoder().decode(signature));
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  public String text() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifyKey that
        && MessageDigest.isEqual(key.getEncoded(), that.key.getEncoded());
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
