/// What every text's record and e-mail have in common, to prime the codec with.
///
/// Frozen with the codec's version 1: stored messages can't be read without these exact bytes. Strings that recur
/// most stand last, where references to them are shortest.
enum StoredMessageDictionary {
  static let bytes: [UInt8] = Array(
    ("""
    {"id": "o2-20240101-00000001", "type": "call", "direction": "inbound", "started": "2024-01-01T00:00:00+00:00", \
    "durationSeconds": 182, "answered": true, "from": {"number": "+447700900000", "email": null, "name": null}, \
    "to": [{"number": "+447700900001", "email": "@corp.example", "name": ""}], "recording": {"name": "call.wav", \
    "mediaType": "audio/wav", "bytes": 16044, "sha256": ""}, "transcript": null}
    {"id":"o2-20240101-00000001","type":"sms","direction":"outbound","sent":"2024-01-01T00:00:00+00:00",\
    "from":{"number":"+447700900000","email":"@corp.example","name":""},"to":[{"number":"+447700900001",\
    "email":null,"name":null}],"body":"","attachments":[]}
    {"id": "o2-20240101-00000001", "type": "sms", "direction": "outbound", "sent": "2024-01-01T00:00:00+00:00", \
    "from": {"number": "+447700900000", "email": "@corp.example", "name": ""}, \
    "to": [{"number": "+447700900001", "email": null, "name": null}], "body": "", "attachments": []}

    """
      + crlf(
        """
        MIME-Version: 1.0
        X-Holdfast-Network: o2
        X-Holdfast-Partner-ID: o2-20240101-00000001
        X-Holdfast-Type: call
        X-Holdfast-Direction: outbound
        X-Holdfast-Duration-Seconds: 182
        X-Holdfast-Answered: yes
        Content-Type: multipart/mixed; boundary="
        Content-Disposition: attachment; filename="call.wav"
        Content-Type: audio/wav; name="call.wav"
        Subject: =?utf-8?B?4LiC
        Subject: Call from
        Subject: SMS from
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable
        Content-Transfer-Encoding: base64
        Content-Transfer-Encoding: 8bit
        Content-Transfer-Encoding: 7bit

        """)).utf8)

  private static func crlf(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
  }
}
