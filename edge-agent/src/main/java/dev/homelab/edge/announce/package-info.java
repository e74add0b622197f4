/**
 * Tells the site's MQTT broker how the node fares, in the form that Home Assistant discovers: one
 * device a node, a problem sensor for each of its parts, and a text with the alert. So Home
 * Assistant can ring a phone on the LAN while the site is alone. On the event loop.
 */
@NullMarked
package dev.homelab.edge.announce;

import org.jspecify.annotations.NullMarked;
