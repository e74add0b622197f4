/**
 * What a person is asked, and what became of it: one action is one file in the folder of its state.
 * Owns the action's records and file format, its state machine, the store of its files, the ledger
 * that makes it run at most once, and the documents by which approvals travel (RULES A). Records
 * and decisions are pure; {@link dev.homelab.action.ActionStore} and {@link
 * dev.homelab.action.Ledger} block and are used on one worker thread.
 */
@NullMarked
package dev.homelab.action;

import org.jspecify.annotations.NullMarked;
