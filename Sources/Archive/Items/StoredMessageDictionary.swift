/// What every text's record and e-mail have in common, to prime the codec with.
///
/// Frozen with the codec's version 1: stored messages can't be read without these exact bytes. What recurs most stands
/// last, where references to it are shortest, and in the order in which an item has it.
enum StoredMessageDictionary {
  static let bytes: [UInt8] = Array((records + crlf(rareFields) + record + crlf(email)).utf8)

  /// Records of calls, and of partners that write their JSON without blanks.
  private static let records = """
    {"id": "o2-20240101-00000001", "type": "call", "direction": "inbound", "started": "2024-01-01T00:00:00+00:00", \
    "durationSeconds": 182, "answered": true, "from": {"number": "+447700900000", "email": null, "name": null}, \
    "to": [{"number": "+447700900001", "email": "@corp.example", "name": ""}], "recording": {"name": "call.wav", \
    "mediaType": "audio/wav", "bytes": 16044, "sha256": ""}, "transcript": null}
    {"id":"o2-20240101-00000001","type":"sms","direction":"outbound","sent":"2024-01-01T00:00:00+00:00",\
    "from":{"number":"+447700900000","email":"@corp.example","name":""},"to":[{"number":"+447700900001",\
    "email":null,"name":null}],"body":"","attachments":[]}

    """

  private static let rareFields = """
    X-Holdfast-Type: call
    X-Holdfast-Duration-Seconds: 182
    X-Holdfast-Answered: yes
    Content-Type: multipart/mixed; boundary="
    Content-Type: audio/wav
    Content-Disposition: attachment;
     filename="call.wav"
    Subject: Call from
    Content-Transfer-Encoding: quoted-printable
    Content-Transfer-Encoding: 7bit

    """

  private static let record = """
    {"id": "o2-20240101-00000001", "type": "sms", "direction": "outbound", "sent": "2024-01-01T00:00:00+00:00", \
    "from": {"number": "+447700900000", "email": "@corp.example", "name": ""}, \
    "to": [{"number": "+447700900001", "email": null, "name": null}], "body": "", "attachments": []}
    """

  private static let email = """
    From: "+44 7700 900000" <+447700900000@number.holdfast.invalid>
    To: "+44 7700 900001" <+447700900001@number.holdfast.invalid>
    Subject: =?utf-8?B?U01TIGZyb20gKzQ0IDc3MDAgOTAwMDAwIHRvICs0NCA3NzAwIDkwMDAwMTog?=
    Subject: SMS from +44 7700 900000 to +44 7700 900001:
    Date: Mon, 01 Jan 2024 00:00:00 +0000
    Message-ID: <@message.holdfast.invalid>
    MIME-Version: 1.0
    X-Holdfast-Network: o2
    X-Holdfast-Connector: o2
    X-Holdfast-Partner-ID: o2-20240101-00000001
    X-Holdfast-Type: sms
    X-Holdfast-Direction: inbound
    X-Holdfast-Sent: 2024-01-01T00:00:00+00:00
    X-Holdfast-From-Number: +447700900000
    X-Holdfast-To-Number: +447700900001
    Content-Type: text/plain; charset=utf-8
    Content-Transfer-Encoding: base64

    """

  private static func crlf(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
  }
}
