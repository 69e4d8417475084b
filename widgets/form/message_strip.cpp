// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/message_strip.h"

#include "widgets/form/glyph_icon.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace interleave::widgets {

MessageStrip::MessageStrip(Closing closing, QWidget *parent) : QFrame(parent), m_icon(new QLabel(this)), m_text(new QLabel(this)), m_action(new QToolButton(this))
{
    setFrameShape(QFrame::StyledPanel);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(6, 4, 6, 4);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    row->addWidget(m_action, 0, Qt::AlignTop);
    m_action->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_action->hide();
    connect(m_action, &QToolButton::clicked, this, &MessageStrip::actionRequested);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    if (closing == Closing::ByUser) {
        m_close = new QToolButton(this);
        m_close->setAutoRaise(true);
        row->addWidget(m_close, 0, Qt::AlignTop);
        connect(m_close, &QToolButton::clicked, this, &MessageStrip::clear);
    }
    setTheme(Theme::of(palette()));
    retranslateUi();
    hide();
}

void MessageStrip::say(const QString &text, const QString &action)
{
    m_action->setText(action);
    m_action->setAccessibleName(action);
    m_action->setVisible(!action.isEmpty());
    m_text->setText(text);
    m_text->setAccessibleName(text);
    show();
    QAccessibleEvent event(m_text, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void MessageStrip::clear()
{
    m_text->clear();
    hide();
}

QString MessageStrip::text() const { return m_text->text(); }

void MessageStrip::setTheme(const Theme &theme)
{
    m_icon->setPixmap(glyphIcon(Glyph::Warning, theme.warning, theme.mutedText).pixmap(QSize(16, 16), devicePixelRatioF()));
}

void MessageStrip::retranslateUi()
{
    m_icon->setAccessibleName(tr("Warning"));
    if (m_close) {
        m_close->setText(tr("Dismiss"));
        m_close->setAccessibleName(tr("Dismiss message"));
    }
}

} // namespace interleave::widgets
