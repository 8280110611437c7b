/// What a query may cost: every bound on KQL, each with its reason.
public enum KQLLimits {
  /// The longest query, in Unicode scalars.
  ///
  /// The ceiling of the product we match, and far more than a person types: a longer text is a pasted
  /// document or an attack, and everything after this line may be quadratic in small things without harm.
  public static let queryLength = 10_000

  /// The most conditions one query may join: words, phrases and restrictions, near pairs counting two.
  ///
  /// The model's ceiling, permission filters included. Each condition is a posting list or a column scan.
  public static let conditions = 100

  /// How deep parentheses and NOT may nest, in the text and in the bound query.
  ///
  /// FTS5's parser overflows at about 100 nested parentheses, and each level costs our own parser and every
  /// later pass a few stack frames; nobody reads a query nested this deep.
  public static let depth = 50

  /// The longest value of one restriction, in Unicode scalars: the model's ceiling.
  public static let valueLength = 2_048

  /// The most words NEAR may leave between its operands.
  ///
  /// Beyond a few pages of text the question is AND; and the window of the position check stays small.
  public static let nearDistance = 1_000

  /// What NEAR and ONEAR mean without a number.
  public static let defaultNearDistance = 8

  /// The fewest letters or digits before a `*`: with fewer, most of the index would match.
  public static let prefixLetters = 3

  /// The fewest letters or digits in a word with a `*` elsewhere than at its end.
  ///
  /// Two is what a search such as `c*t` needs; with one the list of words would be most of the vocabulary.
  public static let wildcardLetters = 2

  /// The most words with a `*` elsewhere than at their end, or a `~`, in one query.
  ///
  /// For each the whole list of the index's words may be read, which is half a second for a million messages.
  public static let openWords = 20

  /// The most slips that a fuzzy word may allow.
  ///
  /// Two are four in five of the typing errors in single words; with three, most words of five letters are alike.
  public static let fuzzyEdits = 2

  /// The fewest letters of a fuzzy word for each slip it allows, and one more: 3 for `~1`, 5 for `~2`.
  ///
  /// So more than half of the letters stand fast; below that every word as short is a match.
  public static let fuzzyLettersPerEdit = 2

  /// The longest fuzzy word in scalars.
  ///
  /// Comparing costs the length for every word of the index, and no word that people mistype is longer.
  public static let fuzzyLength = 64

  /// The people that one conversation may name: two, up to so many.
  ///
  /// Each is looked for as the sender and as a recipient of every other, so the conditions are its square.
  public static let conversationPeople = 5

  /// The most diagnostics reported for one query: past this they help nobody, and a hostile query could
  /// have one for every character.
  public static let diagnostics = 20
}
