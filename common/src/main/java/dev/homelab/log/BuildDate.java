package dev.homelab.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Properties;

/** The day on which this code was built, which the build writes down beside it. */
final class BuildDate {
  private static final String FILE = "build.properties";

  private BuildDate() {}

  static Instant read() {
    try (InputStream in = BuildDate.class.getResourceAsStream(FILE)) {
      Properties properties = new Properties();
      if (in == null) {
        throw new IllegalStateException("this build has no " + FILE);
      }
      properties.load(in);
      return Instant.parse(properties.getProperty("built", ""));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
