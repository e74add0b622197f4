package dev.homelab.edge.container;

/**
 * The end of a command inside a container.
 *
 * @param output what it wrote to both outputs, its tail where it was too long; not yet redacted
 */
public record ExecResult(int exitCode, String output) {}
