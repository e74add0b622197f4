package dev.homelab.edge;

import dev.homelab.edge.watch.Recipe;
import dev.homelab.edge.watch.Senses;
import dev.homelab.edge.watch.Sentinel;
import io.vertx.core.Future;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The node's watchers: they come, go and change with what the checkout wants. */
final class WatcherSet {
  private static final System.Logger LOG = System.getLogger(WatcherSet.class.getName());

  private final Senses senses;
  private final Sentinel sentinel;
  private Map<String, Recipe> running = Map.of();

  WatcherSet(Senses senses, Sentinel sentinel) {
    this.senses = senses;
    this.sentinel = sentinel;
  }

  /** Succeeds when all that are wanted now have begun. */
  Future<Void> start() {
    running = byName(senses.recipes());
    return sentinel.start(running.values());
  }

  private static Map<String, Recipe> byName(List<Recipe> recipes) {
    Map<String, Recipe> names = new LinkedHashMap<>();
    recipes.forEach(recipe -> names.put(recipe.name(), recipe));
    return names;
  }

  /** The checkout wants others, or the same in another way. */
  void follow() {
    Map<String, Recipe> before = running;
    Map<String, Recipe> now = byName(senses.recipes());
    running = now;
    before.forEach(
        (name, recipe) -> {
          Recipe next = now.get(name);
          if (next == null || !next.makesTheSameAs(recipe)) {
            told(name, sentinel.remove(name).compose(removed -> add(next)));
          }
        });
    now.forEach(
        (name, recipe) -> {
          if (!before.containsKey(name)) {
            told(name, add(recipe));
          }
        });
  }

  private Future<Void> add(@Nullable Recipe recipe) {
    return recipe == null ? Future.succeededFuture() : sentinel.add(recipe);
  }

  private static void told(String name, Future<Void> done) {
    done.onFailure(failed -> LOG.log(Level.WARNING, name + ": " + failed.getMessage()));
  }
}
