/** An operator of the Java Operator SDK, as a user would write it. */
package dev.glassplane.operator;
