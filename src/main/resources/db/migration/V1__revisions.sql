-- One row for every write, in the order of the writes. ${bytes} is the database's type for up to 16 MB.
create table revisions (
    revision  bigint  not null primary key,
    resource  varchar not null,
    namespace varchar not null,
    name      varchar not null,
    type      varchar not null, -- ADDED, MODIFIED or DELETED
    previous  bigint  not null, -- revision of the state before, 0 for ADDED
    body      ${bytes}          -- the object as JSON without its resourceVersion; null for DELETED
);

-- One row: history up to and including the horizon is forgotten, but for the state at the horizon.
create table compaction (
    id      integer not null primary key,
    horizon bigint  not null
);

insert into compaction (id, horizon) values (1, 0);
