internal import Testing

@testable internal import Archive

@Suite("A store's credentials")
struct StoreCredentialsTests {
  private func read(_ text: String) throws -> (String, String)? {
    if case .key(let id, let secret) = try StoreCredentials.s3(file: Array(text.utf8)) { return (id, secret) }
    return nil
  }

  @Test("AWS's form is read, with its comments, headings, spaces and line ends")
  func forms() throws {
    for text in [
      "aws_access_key_id=AK\naws_secret_access_key=S/+=\n",
      "[default]\r\n# ours\r\nAWS_ACCESS_KEY_ID = AK  \r\n\r\naws_secret_access_key =\tS/+=\r\nregion = eu-west-2\r\n",
    ] {
      let found = try #require(try read(text))
      #expect(found == ("AK", "S/+="))
    }
  }

  @Test(
    "a file that lacks a part, has several profiles, or is another file is refused, and nothing of it is quoted",
    arguments: [
      "", "hunter2", "aws_access_key_id=hunter2", "aws_secret_access_key=hunter2",
      "aws_access_key_id=\naws_secret_access_key=hunter2",
      "[a]\naws_access_key_id=a\naws_secret_access_key=hunter2\n[b]\naws_access_key_id=b\naws_secret_access_key=hunter2",
      "aws_access_key_id=a\naws_secret_access_key=hunter2 x", "aws_access_key_id=a\naws_secret_access_key=hunter2\u{7}",
      "aws_access_key_id=a\naws_secret_access_key=b\naws_session_token=hunter2",
    ])
  func refused(text: String) throws {
    let error = try #require(throws: InputError.self) { try read(text) }
    #expect(error.code == "storage.credentials")
    #expect(!error.description.contains("hunter2"))
  }

  @Test("a signature is read alone or out of its URL, and what has none is refused")
  func signatures() throws {
    for text in ["sv=1&sig=a%3D", "https://corp.blob.core.windows.net/box?sv=1&sig=a%3D"] {
      guard case .signature("sv=1&sig=a%3D") = try StoreCredentials.azure(text) else {
        Issue.record("\(text)")
        continue
      }
    }
    for text in ["", "https://corp.blob.core.windows.net/box", "sv=1", "sig=a b"] {
      #expect(throws: InputError.self) { try StoreCredentials.azure(text) }
    }
  }

  @Test("they print as hidden wherever they end up")
  func hidden() {
    let key = StoreCredentials.key(id: "AK", secret: "hunter2")
    var dumped = ""
    dump(key, to: &dumped)
    for text in ["\(key)", String(reflecting: key), dumped] {
      #expect(!text.contains("hunter2") && !text.contains("AK"))
    }
  }
}
