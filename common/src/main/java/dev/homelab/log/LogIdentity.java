package dev.homelab.log;

/** Which log it is (RULES L9): a new id after a new disk, a higher epoch after a clock ahead. */
public record LogIdentity(String id, int epoch) {}
