/** Answers a question: finds the packet that it means, walks it over the devices and back, once or for every way that chance can take. Pure. */
package dev.glassplane.trace.walk;
