package dev.homelab.hub.ingest;

import dev.homelab.event.NodeId;
import dev.homelab.sync.PassedPoll;
import dev.homelab.sync.Poll;
import dev.homelab.sync.Signed;
import dev.homelab.sync.ingest.Ingest;
import io.vertx.core.Future;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The polls that a gateway has passed on with its own. Each is answered as if the node itself had
 * asked: signed, for that node and that nonce alone, so that a gateway can hold back the hub's word
 * and never change or keep it (RULES A7). Where nothing waits for a node, it is answered nothing:
 * that the hub lives, the gateway tells it.
 */
record PassedPolls(HubIngest.Documents documents) {

  /** Which documents wait for those whose polls were passed on; empty when none do. */
  String waiting(Poll gateways) {
    StringBuilder tags = new StringBuilder();
    for (PassedPoll passed : answerable(gateways)) {
      tags.append(' ').append(nodeOf(passed)).append(':').append(tag(passed));
    }
    return tags.toString();
  }

  private List<PassedPoll> answerable(Poll gateways) {
    return gateways.content().passed().stream()
        .filter(passed -> passed.isWaiting() && !tag(passed).isEmpty())
        .toList();
  }

  private String tag(PassedPoll passed) {
    return documents.waiting(nodeOf(passed), passed.poll());
  }

  private static NodeId nodeOf(PassedPoll passed) {
    return passed.poll().statement().node();
  }

  /** Succeeds with the signed answers by node; fails where one can't be given. */
  Future<SortedMap<NodeId, String>> answers(Poll gateways, Ingest ingest) {
    Future<SortedMap<NodeId, String>> all = Future.succeededFuture(new TreeMap<>());
    for (PassedPoll passed : answerable(gateways)) {
      NodeId node = nodeOf(passed);
      all =
          all.compose(
              answers ->
                  documents
                      .deliver(node, passed.poll())
                      .compose(it -> ingest.answer(node, passed.poll().nonce(), it))
                      .map(Signed::toText)
                      .map(
                          text -> {
                            answers.put(node, text);
                            return answers;
                          }));
    }
    return all;
  }
}
