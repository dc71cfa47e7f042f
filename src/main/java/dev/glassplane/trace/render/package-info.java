/** Writes an answer: as JSON, as text for a terminal, as a Mermaid diagram. Decides nothing. */
package dev.glassplane.trace.render;
