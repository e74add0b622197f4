package dev.homelab.sync.ingest;

import dev.homelab.sync.replica.Replica;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Work in one lane for each key: within a lane one after the other, lanes side by side on a small
 * pool, each in its turn. What waits in a lane when its turn comes shares one fsync. A full lane
 * takes nothing more.
 */
final class Lanes {
  /** A piece of work, called on a worker. */
  interface Job {
    /** Does all but the fsync; gives the copy that needs one before {@link #finish}. */
    Optional<Replica> start() throws IOException;

    /**
     * Tells the outcome.
     *
     * @param failure of the start or of the fsync
     */
    void finish(@Nullable Throwable failure);
  }

  /** Is told of a fsync that failed. */
  interface Alarm {
    void syncFailed(Replica copy, IOException cause);
  }

  private final Executor pool;
  private final Alarm alarm;
  private final int maxWaiting;
  private final Map<String, Queue<Job>> lanes = new HashMap<>();

  Lanes(Executor pool, Alarm alarm, int maxWaiting) {
    this.alarm = alarm;
    this.pool = pool;
    this.maxWaiting = maxWaiting;
  }

  /** Says whether there was room. */
  boolean submit(String key, Job job) {
    synchronized (lanes) {
      Queue<Job> waiting = lanes.get(key);
      if (waiting != null) {
        return waiting.size() < maxWaiting && waiting.add(job);
      }
      Queue<Job> made = new ArrayDeque<>(4);
      made.add(job);
      lanes.put(key, made);
    }
    schedule(key);
    return true;
  }

  private void turn(String key) {
    try {
      run(take(key));
    } finally {
      next(key);
    }
  }

  private void next(String key) {
    synchronized (lanes) {
      Queue<Job> waiting = lanes.get(key);
      if (waiting == null || waiting.isEmpty()) {
        lanes.remove(key);
        return;
      }
    }
    schedule(key);
  }

  /** A pool that has ended takes nothing more: what still waits is told so. */
  private void schedule(String key) {
    try {
      pool.execute(() -> turn(key));
    } catch (RejectedExecutionException ended) {
      List<Job> waiting = take(key);
      synchronized (lanes) {
        lanes.remove(key);
      }
      waiting.forEach(job -> finish(job, Optional.of(ended)));
    }
  }

  private List<Job> take(String key) {
    synchronized (lanes) {
      Queue<Job> waiting = lanes.getOrDefault(key, new ArrayDeque<>());
      List<Job> jobs = new ArrayList<>(waiting);
      waiting.clear();
      return jobs;
    }
  }

  /** Whatever one of them does, each is told its outcome: somebody waits for it. */
  private void run(List<Job> jobs) {
    List<Started> all = jobs.stream().map(Lanes::start).toList();
    Map<Replica, Optional<Throwable>> synced = new HashMap<>();
    for (Started one : all) {
      one.copy().ifPresent(copy -> synced.computeIfAbsent(copy, this::sync));
    }
    for (Started one : all) {
      finish(one.job(), one.failure().or(() -> one.copy().flatMap(synced::get)));
    }
  }

  private record Started(Job job, Optional<Replica> copy, Optional<Throwable> failure) {}

  private static Started start(Job job) {
    try {
      return new Started(job, job.start(), Optional.empty());
    } catch (Throwable failed) {
      return new Started(job, Optional.empty(), Optional.of(failed));
    }
  }

  private Optional<Throwable> sync(Replica copy) {
    try {
      copy.sync();
      return Optional.empty();
    } catch (IOException failed) {
      alarm.syncFailed(copy, failed);
      return Optional.of(failed);
    } catch (Throwable failed) {
      alarm.syncFailed(copy, new IOException("a sync was interrupted", failed));
      return Optional.of(failed);
    }
  }

  private static void finish(Job job, Optional<Throwable> failure) {
    try {
      job.finish(failure.orElse(null));
    } catch (Throwable broken) {
      System.getLogger(Lanes.class.getName())
          .log(System.Logger.Level.ERROR, "an outcome could not be told", broken);
    }
  }
}
