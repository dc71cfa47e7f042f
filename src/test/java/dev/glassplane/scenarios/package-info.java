/**
 * Scenarios: a folder a behaviour, with the objects of a cluster, the questions asked about it and the answers expected. Every kind of test that
 * wants a whole cluster without a server can load one.
 */
package dev.glassplane.scenarios;
