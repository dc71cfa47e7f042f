/** Servers outside the cluster, as far as somebody says what they answer: the VPC's resolver and the internet. Nobody outside is ever asked. */
package dev.glassplane.dns.upstream;
