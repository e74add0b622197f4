package dev.homelab.edge.container;

/**
 * A service's definition as it would be deployed from the node's own checkout.
 *
 * @param hash SHA-256 of it, in hexadecimal: what a redeploy's proposal binds (RULES A4)
 */
public record Rendered(String service, String hash) {}
