/** Who may connect and what they may do: tokens, certificates, hosts, read-only servers, and how many requests at a time. */
package dev.glassplane.apiserver.security;
