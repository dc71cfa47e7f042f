package dev.glassplane.store;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** A row of the log, for reading back; rows are written by {@link LogDatabase}, many at a time. */
@Entity
@Immutable
@Table(name = "revisions")
class RevisionRow {

    @Id
    long revision;
    String resource;
    String namespace;
    String name;
    @Enumerated(EnumType.STRING)
    Event.Type type;
    long previous;
    byte[] body;

    protected RevisionRow() {}

    ObjectKey key() {
        return new ObjectKey(resource, namespace, name);
    }
}
