/**
 * What the kernel keeps by key: elements of nft sets and maps, members of ipsets, virtual servers, entries of BPF maps. One container for all of
 * them, so that many hosts share most of it and a change costs like the change; each machine defines its own tables, keys and values.
 */
@org.springframework.modulith.NamedInterface("entry")
package dev.glassplane.linux.entry;
