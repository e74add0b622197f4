package dev.homelab.sync;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;

/** An X25519 key pair that lives for one handshake. Prints as {@code ***}. */
final class Ephemeral {
  /** What stands before the 32 bytes in X.509 form. Source: RFC 8410. */
  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b656e032100");

  private static final int RAW_BYTES = 32;

  private final KeyPair pair;

  private Ephemeral(KeyPair pair) {
    this.pair = pair;
  }

  static Ephemeral generate() {
    try {
      return new Ephemeral(KeyPairGenerator.getInstance("X25519").generateKeyPair());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The public half: 43 characters of base64url. */
  String text() {
    byte[] encoded = pair.getPublic().getEncoded();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOfRange(encoded, PREFIX.length, encoded.length));
  }

  /** The secret that both have then; fails with {@link MalformedMessage} on what is no key. */
  byte[] agree(String other) {
    try {
      byte[] raw = Base64.getUrlDecoder().decode(other);
      if (raw.length != RAW_BYTES) {
        throw new MalformedMessage("an ephemeral key has 32 bytes, not " + raw.length);
      }
      byte[] encoded = Arrays.copyOf(PREFIX, PREFIX.length + RAW_BYTES);
      System.arraycopy(raw, 0, encoded, PREFIX.length, RAW_BYTES);
      PublicKey theirs =
          KeyFactory.getInstance("X25519").generatePublic(new X509EncodedKeySpec(encoded));
      KeyAgreement agreement = KeyAgreement.getInstance("X25519");
      agreement.init(pair.getPrivate());
      var _ = agreement.doPhase(theirs, true);
      return agreement.generateSecret();
    } catch (GeneralSecurityException | IllegalArgumentException unusable) {
      throw new MalformedMessage("an ephemeral key can't be used: " + unusable.getMessage());
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
