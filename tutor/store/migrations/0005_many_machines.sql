-- Facts come from other machines in any order, a retraction perhaps before its review: none refers
-- to another any more. And each has a row id, so that what came since is found without a search.
CREATE TABLE fact_retraction (
  review_id TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT;
INSERT INTO fact_retraction SELECT review_id, at FROM retraction;
DROP TABLE retraction;
ALTER TABLE fact_retraction RENAME TO retraction;

CREATE TABLE fact_opinion (
  review_id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  verdict TEXT NOT NULL CHECK (json_valid(verdict)),
  grader TEXT NOT NULL,
  proposed INTEGER CHECK (proposed BETWEEN 1 AND 4)
) STRICT;
INSERT INTO fact_opinion SELECT review_id, at, verdict, grader, proposed FROM opinion;
DROP TABLE opinion;
ALTER TABLE fact_opinion RENAME TO opinion;

CREATE TABLE fact_regrade (
  review_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  grade INTEGER NOT NULL CHECK (grade BETWEEN 1 AND 4),
  grader TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (review_id, at)
) STRICT;
INSERT INTO fact_regrade SELECT review_id, at, grade, grader FROM regrade;
DROP TABLE regrade;
ALTER TABLE fact_regrade RENAME TO regrade;

CREATE TABLE fact_preset (
  id TEXT PRIMARY KEY,
  content TEXT NOT NULL CHECK (json_valid(content))
) STRICT;
INSERT INTO fact_preset SELECT id, content FROM preset;
DROP TABLE preset;
ALTER TABLE fact_preset RENAME TO preset;

CREATE TABLE fact_recount (
  card_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  preset TEXT NOT NULL,
  PRIMARY KEY (card_id, at)
) STRICT;
INSERT INTO fact_recount SELECT card_id, at, preset FROM recount;
DROP TABLE recount;
ALTER TABLE fact_recount RENAME TO recount;

CREATE TRIGGER retraction_is_kept BEFORE DELETE ON retraction
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER retraction_is_unchanged BEFORE UPDATE ON retraction
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER opinion_is_kept BEFORE DELETE ON opinion
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER opinion_is_unchanged BEFORE UPDATE ON opinion
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER regrade_is_kept BEFORE DELETE ON regrade
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER regrade_is_unchanged BEFORE UPDATE ON regrade
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER preset_is_kept BEFORE DELETE ON preset
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER preset_is_unchanged BEFORE UPDATE ON preset
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER recount_is_kept BEFORE DELETE ON recount
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER recount_is_unchanged BEFORE UPDATE ON recount
BEGIN SELECT raise(ABORT, 'the log only grows'); END;

-- By what name this store is known among those of other machines: one row, once it has met any.
CREATE TABLE device (
  id TEXT NOT NULL
) STRICT;

-- The files in the meeting folder, as they were when they were last read or written.
CREATE TABLE met (
  name ANY PRIMARY KEY NOT NULL,
  size INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  digest TEXT NOT NULL
) STRICT;

-- Up to which row of each table the facts stand in this store's own file there ...
CREATE TABLE told (
  fact TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT;

-- ... but for these rows, which the files of others brought.
CREATE TABLE brought (
  fact TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (fact, first)
) STRICT;

-- What of cards stands in this store's own file, or in those of others.
CREATE TABLE told_card (
  card_id TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  deck ANY NOT NULL,
  block_id TEXT NOT NULL
) STRICT;
