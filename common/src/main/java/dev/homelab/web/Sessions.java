package dev.homelab.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who is signed in. One-time codes live in memory for 15 minutes; sessions live for 30 days and
 * survive a restart; only hashes are kept on disk. Methods that write block for one small file.
 */
public final class Sessions {
  private static final Duration CODE_LIVES = Duration.ofMinutes(15);

  /** How long a session lives. */
  public static final Duration LIVES = Duration.ofDays(30);

  /** One operator's browsers; more than this many sign-ins drop the oldest. */
  private static final int MAX_SESSIONS = 64;

  private final Disk disk;
  private final Path file;
  private final InstantSource clock;
  private final Map<String, Instant> codes = new HashMap<>();
  private final LinkedHashMap<String, Session> sessions = new LinkedHashMap<>();

  /** A signed-in browser. */
  public record Session(String operator, String csrf, Instant until) {}

  private Sessions(Disk disk, Path file, InstantSource clock) {
    this.disk = disk;
    this.file = file;
    this.clock = clock;
  }

  /** Reads the sessions that were kept; an unreadable file is as none. */
  public static Sessions open(Disk disk, Path file, InstantSource clock) throws IOException {
    Sessions sessions = new Sessions(disk, file, clock);
    Optional<byte[]> bytes = DiskFiles.read(disk, file);
    if (bytes.isPresent()) {
      sessions.read(new String(bytes.get(), StandardCharsets.UTF_8));
    }
    return sessions;
  }

  private void read(String text) {
    try {
      Map<String, Object> all = EventJson.parse(text);
      for (String hash : all.keySet()) {
        Map<String, Object> one = Values.object(all, hash);
        Instant until = EventJson.readTime(one.get("until"));
        String csrf = Values.text(one, "csrf");
        String operator = Values.text(one, "operator");
        if (until != null && csrf != null && operator != null) {
          sessions.put(hash, new Session(operator, csrf, until));
        }
      }
    } catch (JsonProcessingException unreadable) {
      sessions.clear();
    }
  }

  /** Makes a one-time code for signing in. */
  public synchronized String newCode() {
    Instant now = clock.instant();
    codes.values().removeIf(until -> until.isBefore(now));
    String code = Secrets.random();
    codes.put(Secrets.hash(code), now.plus(CODE_LIVES));
    return code;
  }

  /** Uses a code up and gives the session's secret; empty where the code is wrong, used or old. */
  public synchronized Optional<String> signIn(String code, String operator) throws IOException {
    Instant until = codes.remove(Secrets.hash(code));
    if (until == null || until.isBefore(clock.instant())) {
      return Optional.empty();
    }
    return Optional.of(begin(operator));
  }

  /** Begins a session of one who was recognized, and gives its secret. */
  public synchronized String begin(String operator) throws IOException {
    String secret = Secrets.random();
    sessions.put(
        Secrets.hash(secret), new Session(operator, Secrets.random(), clock.instant().plus(LIVES)));
    if (sessions.size() > MAX_SESSIONS) {
      sessions.remove(sessions.firstEntry().getKey());
    }
    write();
    return secret;
  }

  public synchronized Optional<Session> find(String secret) {
    return Optional.ofNullable(sessions.get(Secrets.hash(secret)))
        .filter(session -> session.until().isAfter(clock.instant()));
  }

  public synchronized void signOut(String secret) throws IOException {
    if (sessions.remove(Secrets.hash(secret)) != null) {
      write();
    }
  }

  private void write() throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    sessions.forEach(
        (hash, session) ->
            all.put(
                hash,
                Map.of(
                    "operator", session.operator(),
                    "csrf", session.csrf(),
                    "until", EventJson.time(session.until()))));
    DiskFiles.replace(disk, file, EventJson.bytes(all));
  }
}
