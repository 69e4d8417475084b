// SPDX-License-Identifier: GPL-3.0-or-later
#include "pseudo_language.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QScrollBar>
#include <QStyle>
#include <QStyleOptionComboBox>
#include <QTreeWidget>

namespace {

QString where(const QWidget *widget)
{
    QString path;
    for (const QWidget *w = widget; w && !w->isWindow(); w = w->parentWidget())
        path.prepend(QStringLiteral("/") + QString::fromLatin1(w->metaObject()->className()));
    return path;
}

/// A number, a sign or nothing needs no translation.
bool hasWords(QString text)
{
    text.remove(u'&');
    for (const QChar c : text) {
        if (c.isLetter())
            return true;
    }
    return false;
}

bool isTranslated(const QString &text) { return !hasWords(text) || text.contains(u'⟦'); }

/// The product name and what the user typed is not translated.
bool isData(const QWidget *widget)
{
    for (const QWidget *w = widget; w; w = w->parentWidget()) {
        if (qobject_cast<const QAbstractItemView *>(w) || qobject_cast<const QLineEdit *>(w))
            return true;
    }
    return false;
}

QStringList textsOf(const QWidget *widget)
{
    QStringList texts{widget->toolTip(), widget->whatsThis(), widget->accessibleName()};
    if (const auto *label = qobject_cast<const QLabel *>(widget))
        texts << label->text();
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
        texts << button->text();
    if (const auto *dock = qobject_cast<const QDockWidget *>(widget))
        texts << dock->windowTitle();
    if (const auto *combo = qobject_cast<const QComboBox *>(widget)) {
        texts << combo->placeholderText();
        for (int i = 0; i < combo->count(); ++i)
            texts << combo->itemText(i);
    }
    if (const auto *tree = qobject_cast<const QTreeWidget *>(widget)) {
        for (auto *item : tree->findItems(QStringLiteral("*"), Qt::MatchWildcard | Qt::MatchRecursive))
            texts << item->text(0) << item->toolTip(0);
    }
    return texts;
}

template <class Control>
void addIf(QStringList &found, const QWidget *widget, bool wrong, const QString &what)
{
    if (qobject_cast<const Control *>(widget) && wrong)
        found << where(widget) + QStringLiteral(": ") + what;
}

bool isControl(const QWidget *widget)
{
    const bool partOfAnother = qobject_cast<const QAbstractSpinBox *>(widget->parentWidget()) || qobject_cast<const QComboBox *>(widget->parentWidget()) ||
                               qobject_cast<const QScrollBar *>(widget) || qobject_cast<const QHeaderView *>(widget) || widget->objectName().startsWith(QStringLiteral("qt_"));
    if (partOfAnother)
        return false;
    return qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QAbstractSpinBox *>(widget) || qobject_cast<const QComboBox *>(widget) ||
           qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QAbstractItemView *>(widget);
}

} // namespace

QString PseudoLanguage::translate(const char *, const char *source, const char *, int) const
{
    const QString text = QString::fromUtf8(source);
    if (text.isEmpty())
        return text;
    return u'⟦' + text + QString(std::max<qsizetype>(1, text.size() * 3 / 10), u'·') + u'⟧';
}

QStringList untranslatedTexts(QWidget *root)
{
    QStringList found;
    for (const auto *action : root->findChildren<QAction *>()) {
        if (!isTranslated(action->text()))
            found << QStringLiteral("action: ") + action->text();
    }
    auto widgets = root->findChildren<QWidget *>();
    for (const auto *widget : widgets) {
        if (!widget->isVisibleTo(root) || isData(widget->parentWidget()) || qobject_cast<const QMenu *>(widget) || qobject_cast<const QMenuBar *>(widget))
            continue;
        for (const QString &text : textsOf(widget)) {
            if (!isTranslated(text))
                found << where(widget) + QStringLiteral(": ") + text;
        }
    }
    return found;
}

QStringList clippedTexts(QWidget *root)
{
    QStringList found;
    for (const auto *widget : root->findChildren<QWidget *>()) {
        if (!widget->isVisibleTo(root))
            continue;
        if (const auto *label = qobject_cast<const QLabel *>(widget); label && !label->text().isEmpty()) {
            const bool narrow = !label->wordWrap() && label->sizeHint().width() > label->width();
            const bool low = label->wordWrap() ? label->heightForWidth(label->width()) > label->height() : label->sizeHint().height() > label->height();
            addIf<QLabel>(found, widget, narrow || low, label->text());
        }
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget); button && !button->text().isEmpty()) {
            const bool small = button->minimumSizeHint().width() > button->width() || button->minimumSizeHint().height() > button->height();
            addIf<QAbstractButton>(found, widget, small, button->text());
        }
    }
    return found;
}

QStringList namelessControls(QWidget *root)
{
    QStringList found;
    for (auto *widget : root->findChildren<QWidget *>()) {
        if (!widget->isVisibleTo(root) || !isControl(widget))
            continue;
        auto *accessible = QAccessible::queryAccessibleInterface(widget);
        if (!accessible || accessible->text(QAccessible::Name).isEmpty())
            found << where(widget);
    }
    return found;
}
