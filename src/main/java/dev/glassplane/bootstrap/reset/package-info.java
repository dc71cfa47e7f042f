/** Takes a cluster back to how it was when its start was over. */
package dev.glassplane.bootstrap.reset;
