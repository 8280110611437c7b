extension Phrasebook {
  static let europeanLanguages = [
    Language(
      share: 0.04,
      templates: [
        "Je suis en retard, j'arrive à {time}.",
        "Peux-tu confirmer {amount} pour {thing} ? Réf. {ref}",
        "{name} n'a pas reçu {thing}, où est-ce passé ?",
        "Rendez-vous à {place} à {time}, d'accord ?",
        "Ça marche, merci beaucoup !",
        "Il manque {n} cartons à {place}.",
      ],
      names: ["Amélie", "Benoît", "Chloé", "Étienne", "François", "Gaëlle", "Hélène", "Jérôme"],
      places: ["la gare", "l'entrepôt", "Lyon", "le siège", "Orléans", "l'hôtel", "Besançon", "la Défense"],
      things: [
        "la facture", "le contrat", "la livraison", "le devis", "la réunion", "le dossier", "le relevé",
        "le bail",
      ]),
    Language(
      share: 0.04,
      templates: [
        "Η συνάντηση με τον {name} είναι στις {time}.",
        "Στείλε μου {thing} πριν από το μεσημέρι, σε παρακαλώ.",
        "Πληρώσαμε {amount} για {thing}, αριθμός {ref}.",
        "Είμαι στον δρόμο, φτάνω στις {time}.",
        "Θα σε περιμένω έξω από {place}.",
        "Λείπουν {n} κουτιά από την παραλαβή.",
      ],
      names: ["Νίκο", "Γιώργο", "Σπύρο", "Κώστα", "Μανώλη", "Ηλία", "Αλέξανδρο"],
      places: ["το γραφείο", "την αποθήκη", "το λιμάνι", "τον σταθμό", "την τράπεζα", "το ξενοδοχείο"],
      things: [
        "το τιμολόγιο", "το συμβόλαιο", "την παραγγελία", "την προσφορά", "την αναφορά", "τα έγγραφα",
        "τον ισολογισμό",
      ]),
    Language(
      share: 0.05,
      templates: [
        "Встреча переносится на {time}, предупреди, пожалуйста, {name}.",
        "Оплатили {amount}, счёт {ref}. Проверь, пожалуйста.",
        "Где {thing}? Клиент звонил уже {n} раз.",
        "Я уже у входа: {place}. Ты где?",
        "Договор подписан, завтра отправлю копию.",
        "Продавай всё до закрытия, потом объясню.",
        "Спасибо, до завтра!",
        "Не хватает {n} коробок, {name} разбирается.",
      ],
      names: ["Ольгу", "Дмитрия", "Анну", "Сергея", "Марию", "Павла", "Ирину", "Алексея"],
      places: ["склад", "вокзал", "главный офис", "банк", "гостиница", "порт", "третий этаж"],
      things: [
        "накладная", "доставка", "отчёт", "посылка", "доверенность", "смета", "заявка", "справка", "выписка",
      ]),
  ]
}
