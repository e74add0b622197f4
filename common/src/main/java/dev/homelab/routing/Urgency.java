package dev.homelab.routing;

/** How urgent it is to tell a person. */
public enum Urgency {
  NONE,
  DIGEST,
  NOTIFY,
  RING
}
