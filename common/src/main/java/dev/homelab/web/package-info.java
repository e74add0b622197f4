/**
 * What hub and edge share in serving people: a table of endpoints, problem documents, sessions, the
 * live stream and the app's files. Runs on the event loop of the server that owns it.
 */
@NullMarked
package dev.homelab.web;

import org.jspecify.annotations.NullMarked;
