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
    Optional<Replica> start();

    /** Tells the outcome. */
    void finish(@Nullable IOException syncFailure);
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
    pool.execute(() -> turn(key));
    return true;
  }

  private void turn(String key) {
    List<Job> jobs;
    synchronized (lanes) {
      Queue<Job> waiting = lanes.getOrDefault(key, new ArrayDeque<>());
      jobs = new ArrayList<>(waiting);
      waiting.clear();
    }
    try {
      run(jobs);
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
    pool.execute(() -> turn(key));
  }

  private void run(List<Job> jobs) {
    List<Optional<Replica>> touched = jobs.stream().map(Job::start).toList();
    Map<Replica, @Nullable IOException> outcomes = new HashMap<>();
    touched.forEach(copy -> copy.ifPresent(one -> outcomes.computeIfAbsent(one, this::sync)));
    for (int i = 0; i < jobs.size(); i++) {
      jobs.get(i).finish(touched.get(i).map(outcomes::get).orElse(null));
    }
  }

  private @Nullable IOException sync(Replica copy) {
    try {
      copy.sync();
      return null;
    } catch (IOException failed) {
      alarm.syncFailed(copy, failed);
      return failed;
    }
  }
}
