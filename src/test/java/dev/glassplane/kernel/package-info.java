/** The real kernel as oracle: hosts become network namespaces, packets are really sent, and the kernel says which rules matched. */
package dev.glassplane.kernel;
