package dev.homelab.sync;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Base64;

/** An Ed25519 private key with its public half. Prints as {@code ***}. */
public final class SigningKey {
  static final int SEED_BYTES = 32;

  private final byte[] seed;
  private final PrivateKey key;
  private final VerifyKey verifyKey;

  private SigningKey(byte[] seed, KeyPair pair) {
    this.seed = seed;
    this.key = pair.getPrivate();
    this.verifyKey = VerifyKey.of(pair.getPublic());
  }

  public static SigningKey generate() {
    byte[] seed = new byte[SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    return fromSeed(seed);
  }

  /** The key of a seed; Java computes the public half only while it generates, hence the detour. */
  static SigningKey fromSeed(byte[] seed) {
    if (seed.length != SEED_BYTES) {
      throw new IllegalArgumentException("a private key has 32 bytes, not " + seed.length);
    }
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(255, new Fixed(seed));
      return new SigningKey(seed.clone(), generator.generateKeyPair());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  byte[] seed() {
    return seed.clone();
  }

  public VerifyKey verifyKey() {
    return verifyKey;
  }

  /** The signature in base64url, 86 characters. */
  public String sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(message);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public String toString() {
    return "***";
  }

  private static final class Fixed extends SecureRandom {
    private final byte[] bytes;

    private Fixed(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    @Override
    public void nextBytes(byte[] into) {
      System.arraycopy(bytes, 0, into, 0, into.length);
    }
  }
}
