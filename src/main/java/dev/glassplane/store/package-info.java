/**
 * The one truth: a log of object revisions, kept in a database through one group-committing writer. Revision order is commit order; nobody
 * sees revision n+1 before n. Knows keys and JSON, not kinds. The real-world counterpart is etcd (or kine).
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.glassplane.store;
