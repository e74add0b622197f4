package dev.homelab.edge;

import dev.homelab.edge.watch.Recipe;
import dev.homelab.edge.watch.Senses;
import dev.homelab.edge.watch.Sentinel;
import io.vertx.core.Future;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The node's watchers: they come, go and change with what the checkout wants. */
final class WatcherSet {
  private static final System.Logger LOG = System.getLogger(WatcherSet.class.getName());

  private final Senses senses;
  private final Sentinel sentinel;
  private Map<String, Recipe> running = Map.of();
  private Future<Void> following = Future.succeededFuture();

  WatcherSet(Senses senses, Sentinel sentinel) {
    this.senses = senses;
    this.sentinel = sentinel;
  }

  /** Succeeds when all that are wanted now have begun. */
  Future<Void> start() {
    running = byName(senses.recipes());
    return sentinel.start(running.values(), senses::isWatched);
  }

  private static Map<String, Recipe> byName(List<Recipe> recipes) {
    Map<String, Recipe> names = new LinkedHashMap<>();
    recipes.forEach(recipe -> names.put(recipe.name(), recipe));
    return names;
  }

  /** The checkout wants others, or the same in another way; one change after the other. */
  void follow() {
    following =
        following
            .transform(before -> changed())
            .onFailure(failed -> LOG.log(Level.WARNING, "watchers can't be made anew", failed));
  }

  private Future<Void> changed() {
    Map<String, Recipe> before = running;
    Map<String, Recipe> now = byName(senses.recipes());
    running = now;
    List<Future<Void>> all = new ArrayList<>();
    before.keySet().stream()
        .filter(name -> !now.containsKey(name))
        .forEach(name -> all.add(told(name, sentinel.remove(name, senses::isWatched))));
    now.forEach(
        (name, recipe) -> {
          Recipe old = before.get(name);
          if (old == null) {
            all.add(told(name, sentinel.add(recipe)));
          } else if (!recipe.makesTheSameAs(old)) {
            all.add(told(name, sentinel.replace(recipe)));
          }
        });
    return Future.join(all).mapEmpty();
  }

  private static Future<Void> told(String name, Future<Void> done) {
    return done.onFailure(failed -> LOG.log(Level.WARNING, name + ": " + failed.getMessage()));
  }
}
