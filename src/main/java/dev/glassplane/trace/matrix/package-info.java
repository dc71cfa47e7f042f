/** Who reaches whom: pods by pods by ports, every cell answered by a trace of its own. */
package dev.glassplane.trace.matrix;
