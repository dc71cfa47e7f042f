/** The three patch types as pure functions from a tree and a patch to a new tree. */
package dev.glassplane.registry.patch;
