extension SchemaV3 {
  /// What the deletion gate looks up for every message that goes: without these it reads the whole quarantine each time.
  static let gate = """
    CREATE INDEX quarantine_of_message ON quarantine (message) WHERE message IS NOT NULL;
    CREATE INDEX quarantine_of_content ON quarantine (content) WHERE content IS NOT NULL;
    """
}
