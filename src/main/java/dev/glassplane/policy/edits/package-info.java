/** Edits of policies that would let a denied packet through, as a user could make them. Whether they do, somebody else tries. */
package dev.glassplane.policy.edits;
