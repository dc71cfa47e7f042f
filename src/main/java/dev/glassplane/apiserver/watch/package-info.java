/** Watches: one subscription to the log, a bounded queue per watcher, events written line by line. Counterpart: the watch cache. */
package dev.glassplane.apiserver.watch;
