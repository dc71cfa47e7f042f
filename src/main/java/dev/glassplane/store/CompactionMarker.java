package dev.glassplane.store;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** How far history is forgotten. */
@Entity
@Table(name = "compaction")
class CompactionMarker {

    /** The only row. */
    static final int ID = 1;

    @Id
    int id = ID;
    long horizon;

    protected CompactionMarker() {}

    CompactionMarker(long horizon) {
        this.horizon = horizon;
    }
}
