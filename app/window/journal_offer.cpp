// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/journal_offer.h"

#include "widgets/form/glyph_icon.h"

#include <QAccessible>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>

namespace interleave::window {

JournalOffer::JournalOffer(QWidget *parent) : QFrame(parent), m_icon(new QLabel(this)), m_text(new QLabel(this)), m_open(new QPushButton(this)), m_discard(new QPushButton(this))
{
    setObjectName(QStringLiteral("journalOffer"));
    setFrameShape(QFrame::StyledPanel);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(6, 4, 6, 4);
    row->addWidget(m_icon);
    row->addWidget(m_text, 1);
    row->addWidget(m_open);
    row->addWidget(m_discard);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    connect(m_open, &QPushButton::clicked, this, [this] { Q_EMIT openChosen(m_journal); });
    connect(m_discard, &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT discardChosen(m_journal);
    });
    setTheme(widgets::Theme::of(palette()));
    retranslateUi();
    hide();
}

void JournalOffer::offer(const record::AbandonedJournal &journal)
{
    m_journal = journal;
    retranslateUi();
    show();
    QAccessibleEvent event(m_text, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

QString JournalOffer::text() const { return m_text->text(); }

void JournalOffer::setTheme(const widgets::Theme &theme)
{
    m_icon->setPixmap(widgets::glyphIcon(widgets::Glyph::Warning, theme.warning, theme.mutedText).pixmap(QSize(16, 16), devicePixelRatioF()));
}

void JournalOffer::retranslateUi()
{
    const QString name = m_journal.planName.empty() ? tr("an unnamed plan") : QString::fromStdString(m_journal.planName);
    const QDateTime started = QDateTime::fromString(QString::fromStdString(m_journal.startedAt), Qt::ISODate);
    const QString when = started.isValid() ? QLocale().toString(started, QLocale::ShortFormat) : tr("an unknown time");
    m_text->setText(tr("Results were not saved when Interleave ended: %1, measured at %2, runs kept: %3.").arg(name, when, QLocale().toString(static_cast<qulonglong>(m_journal.runs))));
    m_text->setAccessibleName(m_text->text());
    m_icon->setAccessibleName(tr("Warning"));
    m_open->setText(tr("Open"));
    m_open->setAccessibleName(tr("Open the unsaved results"));
    m_discard->setText(tr("Discard"));
    m_discard->setAccessibleName(tr("Discard the unsaved results"));
}

} // namespace interleave::window
