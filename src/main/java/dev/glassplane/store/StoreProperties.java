package dev.glassplane.store;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code glassplane.store.*}.
 *
 * @param history number of revisions that lists and watches may go back to; older ones are compacted as writes come in; 0 keeps all
 */
@ConfigurationProperties("glassplane.store")
record StoreProperties(@DefaultValue("100000") long history) {

    StoreProperties {
        if (history < 0) {
            throw new IllegalArgumentException("glassplane.store.history must be a number of revisions, 0 for all: " + history);
        }
    }
}
