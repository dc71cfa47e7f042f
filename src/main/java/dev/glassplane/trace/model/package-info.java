/** The answer as values: verdict, paths with exact shares, hops, steps, cost, the way back. Says nothing about how it is written or found. */
package dev.glassplane.trace.model;
