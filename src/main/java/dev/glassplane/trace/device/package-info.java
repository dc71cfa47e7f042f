/** The devices that a packet passes: pods, nodes, the VPC, the internet. Each says what it did, in steps, and where the packet goes next. */
package dev.glassplane.trace.device;
