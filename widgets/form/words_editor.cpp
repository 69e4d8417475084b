// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/words_editor.h"

#include "widgets/form/argv_text.h"

#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace interleave::widgets {
namespace {

constexpr int kLongestLine = 1 << 20;

} // namespace

WordsEditor::WordsEditor(QWidget *parent) : QWidget(parent), m_line(new QLineEdit(this)), m_read(new QLabel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(m_line);
    column->addWidget(m_read);
    m_line->setMaxLength(kLongestLine);
    m_read->setWordWrap(true);
    m_read->setTextFormat(Qt::PlainText);
    setFocusProxy(m_line);
    connect(m_line, &QLineEdit::textEdited, this, &WordsEditor::take);
    connect(m_line, &QLineEdit::editingFinished, this, &WordsEditor::tidy);
}

void WordsEditor::showWords(const std::vector<std::string> &words)
{
    m_words = words;
    if (const Words typed = splitWords(m_line->text().toStdString()); typed.words != words) {
        m_open = false;
        m_line->setText(QString::fromStdString(joinWords(words)));
    }
    describe();
}

void WordsEditor::take(const QString &text)
{
    const Words typed = splitWords(text.toStdString());
    m_open = typed.open;
    m_words = typed.words;
    describe();
    Q_EMIT edited(m_words);
}

/// What was typed is written as it was understood.
void WordsEditor::tidy()
{
    m_open = false;
    m_line->setText(QString::fromStdString(joinWords(m_words)));
    describe();
}

void WordsEditor::describe()
{
    QStringList words;
    for (const std::string &word : m_words)
        words << QString::fromStdString(joinWords({word}));
    QString text = tr("Words: %1").arg(words.isEmpty() ? tr("none") : words.join(QStringLiteral(" · ")));
    if (m_open)
        text = tr("%1 (the quote is still open)").arg(text);
    m_read->setText(text);
    m_line->setAccessibleDescription(text);
}

void WordsEditor::retranslateUi(const QString &what, const QString &help)
{
    m_line->setAccessibleName(what);
    m_line->setToolTip(help);
    m_read->setToolTip(tr("The program and its arguments, one by one; no shell reads them"));
    describe();
}

} // namespace interleave::widgets
