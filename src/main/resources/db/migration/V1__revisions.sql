-- The log: one row a write. The current state of an object is its row with the greatest revision, unless that row is a deletion.
CREATE TABLE revision (
    revision   BIGINT PRIMARY KEY,
    resource   VARCHAR(320) NOT NULL,
    namespace  VARCHAR(253) NOT NULL,
    name       VARCHAR(253) NOT NULL,
    type       VARCHAR(8) NOT NULL,
    previous   BIGINT NOT NULL,
    object     ${json} NOT NULL
);
CREATE INDEX revision_by_object ON revision (resource, namespace, name, revision);

-- One row: the oldest revision that lists and watches may still ask for.
CREATE TABLE horizon (
    id         INTEGER PRIMARY KEY,
    revision   BIGINT NOT NULL
);
INSERT INTO horizon (id, revision) VALUES (1, 0);
