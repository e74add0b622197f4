package dev.homelab.edge.lab;

import dev.homelab.event.NodeId;
import java.util.Optional;

/** What a lab asks of its hub over the API; blocking. */
public interface LabHub {
  /** A token by which the node enrols; empty where the hub knows the node's key already. */
  Optional<String> enrolmentToken(NodeId node, String site);

  /** A new one-time link for a browser. */
  String signInLink();
}
