package dev.glassplane.linux.netfilter;

/** The five places at which the kernel's IP layer asks netfilter. */
public enum Hook {
    PREROUTING, INPUT, FORWARD, OUTPUT, POSTROUTING
}
